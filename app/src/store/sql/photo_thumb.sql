-- A photo to be shown.
select thumb from photo where hash = ?1
