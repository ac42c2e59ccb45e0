-- A complete pull has been applied.
delete from staged
