"""Recipes for what goes out at a launch: site, posts, e-mail, calendar and the kit that holds them."""
