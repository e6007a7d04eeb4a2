from . import perpetual_damage_refusal
