"""Write the JSON Schema of configuration files anew, after a setting was added or changed."""

from cleanse.settings.schema import FILE, text

FILE.write_text(text(), encoding="utf-8")
