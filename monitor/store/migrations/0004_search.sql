-- Full-text search. The rows' numbers hold day, story and quote, so that the index itself gives the latest first
-- (monitor/store/search_words.py). One Chinese character begins hundreds of pairs, hence the prefixes. The index is
-- written together with the story; `search_…` are the program's functions.

CREATE VIRTUAL TABLE story_search USING fts5 (
    headline, body, outlet, language, relevance,
    prefix = 1,
    tokenize = "porter unicode61 remove_diacritics 2"
);

CREATE VIRTUAL TABLE quote_search USING fts5 (
    text, speaker, via, outlet, language,
    prefix = 1,
    tokenize = "porter unicode61 remove_diacritics 2"
);

INSERT INTO story_search (rowid, headline, body, outlet, language, relevance)
SELECT search_row(day, id, 0), search_words(headline), search_words(search_body(record)), search_words(outlet), language,
       iif(relevant, 'relevant', 'other')
FROM story;

INSERT INTO quote_search (rowid, text, speaker, via, outlet, language)
SELECT search_row(s.day, q.story_id, q.number), search_words(q.text), search_words(q.speaker), search_words(q.via),
       search_words(s.outlet), s.language
FROM quote AS q JOIN story AS s ON s.id = q.story_id WHERE q.number < 4096;
