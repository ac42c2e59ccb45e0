-- Forgets the oldest jobs that are done with, so that at most ?1 of them stay.
delete from print_job where state <> 'waiting' and seq not in (
    select seq from print_job where state <> 'waiting' order by seq desc limit ?1
)
