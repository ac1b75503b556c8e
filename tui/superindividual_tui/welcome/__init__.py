"""welcome: what is offered to a founder who stands in no company's folder."""
