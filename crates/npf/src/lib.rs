//! Neue Post Format: blocks, layouts, HTML, Markdown, plain text, legacy types.
