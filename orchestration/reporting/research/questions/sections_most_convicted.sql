-- Which sections were people convicted of most?
-- groups: code_book, section
-- counts: convictions
select
    code_book,
    section,
    count(*) as convictions
from research.convictions
where section is not null
group by code_book, section
order by convictions desc
limit 20
