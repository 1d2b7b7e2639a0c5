"""Understanding a text: one engine, languages as data beside it (config/languages)."""
