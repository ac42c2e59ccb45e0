-- Photos that handhelds took. Kept here and not in files: they are part of every backup.
create table photo (
    -- SHA-256 of `bytes`, hexadecimal.
    id          text primary key,
    size        integer not null,
    bytes       blob not null,
    device      text not null references device (id),
    received_at integer not null
) strict;
create index photo_device on photo (device, received_at);

-- Which fact names which photo. Either may be known first: there is no reference to `photo`.
create table fact_photo (
    fact  text not null,
    photo text not null,
    seq   integer not null,
    primary key (fact, photo)
) strict;
create index fact_photo_photo on fact_photo (photo);
