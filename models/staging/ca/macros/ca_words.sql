{#- Whether a column of the sentence names a term for life or death: LIFE W/O PAROLE, DEATH, 15-LIFE. -#}
{% macro ca_is_life_word(column) -%}
    coalesce(regexp_matches(upper({{ column }}), '\b(LIFE|DEATH|LWOP|CONDEMNED)\b'), false)
{%- endmacro %}

{#-
Whether a charge or a comment says that a sentence is for life or of death: 15 YEARS TO LIFE, 25-LIFE, LIFE + 5 YRS, LIFE
W/O PAROLE, DEATH PENALTY. An injury that ends in death (INJURY/DEATH) says nothing of a sentence.
-#}
{% macro ca_names_life_term(text) -%}
    regexp_matches(
        upper({{ text }}),
        '(\b|[0-9])TO[ -]*LIFE\b|\b[0-9]+ *(YEARS?|YRS?|Y)?[ /-]+LIFE\b|\bLWOPP?\b|\bNATURAL LIFE\b'
        || '|\bLIFE *(TERM|SENT|IMPRIS|PRISON|IN (STATE )?PRISON)|\bLIFE *([+&]|PLUS|AND) *[0-9]'
        || '|\bLIFE *(W/|W/?O|WITH|WITHOUT) *(THE *)?(POSS|PAROLE)'
        || '|\b(PRISON|TERM|SENT|SENTENCED?|IMPRISONED|IMPRISONMENT|CONVICTED)\b[^A-Z]*(FOR )?LIFE\b'
        || '|\b(CONVICTED|SENT|SENTENCED?)\b[^A-Z]*(TO )?DEATH\b|\bJUDGE?MENT OF DEATH\b|\bDEATH (PENALTY|SENT|JUDG|ROW)'
        || '|^\W*(LIFE|DEATH)\W*$'
    )
{%- endmacro %}

{#-
Whether a comment or a disposition says the same, or that the person is condemned; in a charge that is a building.
-#}
{% macro ca_says_life_term(text) -%}
    {{ ca_names_life_term(text) }} or contains(upper({{ text }}), 'CONDEMNED')
{%- endmacro %}

{#-
Whether a charge has a word of an offense that is punishable by life: asked of texts whose section is not understood. No
list of the law, which goes by sections.
-#}
{% macro ca_names_life_offense(text) -%}
    regexp_matches(
        upper({{ text }}),
        '\b(MURDER|MRDR|HOMICID|KIDNAP|TORTUR|TREASON|LIFE\b|LWOP)|\bTRAIN\b.*\b(WRECK|DERAIL)|\b(WRECK|DERAIL).*\bTRAIN'
        || '|\bAGG[A-Z]* (MAYHEM|ARSON|SEX)|\b(DESTRUCTIVE DEVICE|EXPLOSI)|\bHUMAN TRAFFIC|\bASSAULT.*\bDEATH'
    )
{%- endmacro %}

{#- The letters and numbers behind a section as a subdivision path: B2 and (B)(2) are (b)(2). -#}
{% macro ca_subdivision_path(glued, bracketed) -%}
    lower(replace(replace(
        regexp_replace({{ glued }}, '([A-Z]|[0-9]+)', '(\1)', 'g')
        || regexp_replace({{ bracketed }}, '(\([0-9A-Z]+\))|([0-9A-Z]+)', '(\1\2)', 'g'),
        '((', '('
    ), '))', ')'))
{%- endmacro %}

{#-
Whether a charge or a comment names great bodily injury that was done, and not force that was likely to do it, or one
that was possible or threatened. (POSS alone may be possession: it counts only right before the injury.)
-#}
{% macro ca_names_great_bodily_injury(text) -%}
    regexp_matches(upper({{ text }}), '\b(GREAT BODILY (INJ|HARM)|G[.]?B[.]?I\b)')
    and not regexp_matches(
        upper({{ text }}),
        'LIKELY|POSSIBLE|PROBABLE|\b(POSS|THREAT[A-Z]*)\b( OF| TO [A-Z]+)?[^A-Z]*(GREAT BODILY (INJ|HARM)|G[.]?B[.]?I\b)'
    )
{%- endmacro %}

{#- Whether a charge or a comment names a firearm or a deadly weapon; NOT FIREARM names none. -#}
{% macro ca_names_weapon(text) -%}
    regexp_matches(
        regexp_replace(upper({{ text }}), '\b(NOT|NO|W/O|WITHOUT|OTHER THAN)( A)? FIREARM', '', 'g'),
        '\b(DEADLY W(EAP|PN)|FIREARM)'
    )
{%- endmacro %}

{#-
What the charge or comment of a registration without a disposition says of its end: that it came, something that may be
about it (a petition, a denial), or nothing (NULL).
-#}
{% macro ca_end_of_registration(text) -%}
    case
        when not regexp_matches(
            upper({{ text }}),
            '\bNO LONGER REQ(UIRED)? TO REG|\bREG(ISTRATION)? (NO LONGER REQ|TERMINATED)|\bRELIEVED OF DUTY TO REG'
        ) then null
        when regexp_matches(upper({{ text }}), '\b(PET|PETN|PETITION|MOTION|MTN|REQUEST|DEN|DENIED|NOT)\b') then 'unrecognised'
        else 'registration_terminated'
    end
{%- endmacro %}

{#-
Whether a text may say of which degree a burglary is: DEG 1, RESIDENTIAL, DWELLING, PERSON PRESENT, or a section that
speaks of the first degree: 460(A), 461(1), 462, 667.5(C)(21), 1192.7(C)(18). (A WAREHOUSE is no HOUSE.)
-#}
{% macro ca_may_name_degree(text) -%}
    regexp_matches(
        upper({{ text }}),
        'DEG|1ST|2ND|FIRST|FRST|SECOND|\b1/?D(G|EG)?\b|BURG[A-Z]*[-:/ ]*(1|I)\b'
        || '|RESID|RSDN|\bRES\b|DWEL|DWLG|\bDWG|INHAB|\bINH\b|HABIT|(^|[^E])HOUSE|\bHSE|HOME|APART|\bAPT|CONDO'
        || '|OCCUP|TRAILER|VESSEL|HOTEL|MOTEL|ROOM|GARAGE|PERSON|VICTIM|PROWL|NIGHT|\bARMED'
        || '|(^|[^0-9.])46[0-2][ .]*[(]?[A1]\b|(^|[^0-9.])462\b|667[.]5|1192[.]7'
    )
{%- endmacro %}

{#- Whether a charge of another section, or of none that is understood, may be a burglary of the first degree. -#}
{% macro ca_may_be_first_degree_burglary(text) -%}
    regexp_matches(upper({{ text }}), 'BURG|(^|[^0-9.])46[0-2]|667[.]5[ (]*C[) (]*21') and {{ ca_may_name_degree(text) }}
{%- endmacro %}

{#- Whether a charge says that there was an earlier serious felony: 667(A)(1), 1170.12, PRIOR STRIKE. -#}
{% macro ca_names_serious_prior(text) -%}
    regexp_matches(upper({{ text }}), '(^|[^0-9.])667[ (]*[A-E]\b|1170[.]12|STRIKE|PRIOR.*SERIOUS|SERIOUS.*PRIOR')
{%- endmacro %}
