-- Which places hold an item, and which bins are empty: asked at every put-away, so never by reading all rows.
-- Both follow the rows with the overlay folded in, like `code`.
create table content_item (
    item blob not null,
    place blob not null,
    primary key (item, place)
) strict, without rowid;
create index content_item_place on content_item (place);

create table bin_walk (
    id blob primary key,
    used_for text not null,
    -- 1: something is in it
    held integer not null,
    walk integer not null,
    code text not null
) strict, without rowid;
create index bin_walk_next on bin_walk (used_for, held, walk, code);

-- An app before this one left out the rows that it did not know. They come again.
update device set cursor = 0;
