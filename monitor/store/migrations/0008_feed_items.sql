-- A changed feed lists mostly what it listed before; by these marks that is known without reading it.
ALTER TABLE feed ADD COLUMN items BLOB;          -- 8 bytes for each item of the last readable body
