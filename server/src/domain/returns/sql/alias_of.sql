-- The return that another one was merged into.
select main from return_alias where alias = ?1
