from . import perpetual_channel_key_show
