-- Whose list it is and which tote it fills: the last who began it, unless a later fact was heard before this one (?2);
-- the first tote of all. Ids sort by time.
update pick_list set
    tote = (select h.tote from list_hand h where h.list = ?1 and h.tote is not null order by h.fact limit 1),
    picker = case when exists (select 1 from list_hand h where h.list = ?1 and h.fact > ?2) then picker else ?3 end,
    device = case when exists (select 1 from list_hand h where h.list = ?1 and h.fact > ?2) then device else ?4 end
where id = ?1
