//! Facets, buckets and blocks: evaluate, page, count, histogram, related. No SQL.
