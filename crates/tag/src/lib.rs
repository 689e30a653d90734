//! What a tag is: fold, hashtags in text, words, language, and the query language.
