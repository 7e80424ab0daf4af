"""All styles in one request: the files are joined when first asked for, so the source needs no build step."""
