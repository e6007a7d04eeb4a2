def post_init_hook(env):
    """Kits that were ordered before: note what their moves are of the kit."""
    moves = env["stock.move"].search(
        [("purchase_line_id", "!=", False), ("bom_line_id.bom_id.type", "=", "phantom")], order="id"
    )
    for line, group in moves.grouped("purchase_line_id").items():
        group.filtered(lambda move, line=line: move.product_id != line.product_id)._note_kit()
