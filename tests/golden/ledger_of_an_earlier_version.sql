BEGIN TRANSACTION;
CREATE TABLE events (
    event_number integer primary key,
    at text not null,
    kind text not null,
    by text not null,
    line_id text references lines (line_id),
    batch_id text,
    run_id text,
    law_version text,
    source_hash text,
    details text not null,
    previous_hash text not null unique,
    hash text not null unique
) strict;
INSERT INTO "events" VALUES(1,'2026-11-26T17:23:23Z','proposed','Ada Analyst','767501666447facbb898044fc82c9ca2',NULL,'r','v','s','{"charge_id":"c"}','0000000000000000000000000000000000000000000000000000000000000000','6abb85027a20e64756169a6b09dc08840fe6759e5692e5f9677665af3ca68932');
INSERT INTO "events" VALUES(2,'2026-11-26T17:23:23Z','proposed','Ada Analyst','79681b33436574dade2842e068b795ac',NULL,'r','v','s','{"charge_id":"c"}','6abb85027a20e64756169a6b09dc08840fe6759e5692e5f9677665af3ca68932','1bdb20386bd0630888a7e551e2bfe5503de5919eac42110bcb08b9e0d9d1ded4');
INSERT INTO "events" VALUES(3,'2026-11-26T17:23:23Z','proposed','Ada Analyst','dcd73b870ea488d099b8a3c275d3ccc5',NULL,'r','v','s','{"charge_id":"c"}','1bdb20386bd0630888a7e551e2bfe5503de5919eac42110bcb08b9e0d9d1ded4','7e0614819d4679aeaa89994503eb951b8b8e8af75f678a9f2610af15123933f6');
INSERT INTO "events" VALUES(4,'2026-11-26T17:23:23Z','approved','Ruth Ortega','767501666447facbb898044fc82c9ca2',NULL,NULL,NULL,NULL,'{}','7e0614819d4679aeaa89994503eb951b8b8e8af75f678a9f2610af15123933f6','f622307c2d6ba03dc030f569ed2d3891cb4ae248a282308936dd87c875d286b3');
INSERT INTO "events" VALUES(5,'2026-11-26T17:23:23Z','approved','Ruth Ortega','79681b33436574dade2842e068b795ac',NULL,NULL,NULL,NULL,'{}','f622307c2d6ba03dc030f569ed2d3891cb4ae248a282308936dd87c875d286b3','c68f04435b62de22c392e7a4f81123e119a8a3f06e45e36da7798ffed34a5dd0');
INSERT INTO "events" VALUES(6,'2026-11-26T17:23:23Z','approved','Ruth Ortega','dcd73b870ea488d099b8a3c275d3ccc5',NULL,NULL,NULL,NULL,'{}','c68f04435b62de22c392e7a4f81123e119a8a3f06e45e36da7798ffed34a5dd0','1a4fffc10845e4163369bde08c2ff274ce8dabfad882c48957b4553ba6441e44');
INSERT INTO "events" VALUES(7,'2026-11-26T17:23:23Z','filing_begun','Ruth Ortega','767501666447facbb898044fc82c9ca2','859dc79bfd776b9c','r','v',NULL,'{}','1a4fffc10845e4163369bde08c2ff274ce8dabfad882c48957b4553ba6441e44','11412772a8cc9542031dd41188308ae774f79a48b583648f67c909db232fecc2');
INSERT INTO "events" VALUES(8,'2026-11-26T17:23:23Z','filing_begun','Ruth Ortega','79681b33436574dade2842e068b795ac','859dc79bfd776b9c','r','v',NULL,'{}','11412772a8cc9542031dd41188308ae774f79a48b583648f67c909db232fecc2','d329ce5c633f578c28b12da4cdc02915cacff13619fedda36260435597a5e9a9');
INSERT INTO "events" VALUES(9,'2026-11-26T17:23:23Z','filing_begun','Ruth Ortega','dcd73b870ea488d099b8a3c275d3ccc5','859dc79bfd776b9c','r','v',NULL,'{}','d329ce5c633f578c28b12da4cdc02915cacff13619fedda36260435597a5e9a9','f8da7babb76855cb02a1bbe7b0e70db8e186661285c26c0d55018f3318b94ba0');
INSERT INTO "events" VALUES(10,'2026-11-26T17:23:23Z','filed','Ruth Ortega','767501666447facbb898044fc82c9ca2','859dc79bfd776b9c','r','v',NULL,'{"evidence_hash":"b933a520f4241322d7338d4c2319325936717ff856ae1184a23b01660bbed19d"}','f8da7babb76855cb02a1bbe7b0e70db8e186661285c26c0d55018f3318b94ba0','8e8b8b43830890b9dac0e63c337a623380e3cef2b2079c8810c9cb5f398b753b');
INSERT INTO "events" VALUES(11,'2026-11-26T17:23:23Z','filed','Ruth Ortega','79681b33436574dade2842e068b795ac','859dc79bfd776b9c','r','v',NULL,'{"evidence_hash":"716497f052b6e1f11c8e9e56eed7888c39239249ef878eab0e61cbbb449b8035"}','8e8b8b43830890b9dac0e63c337a623380e3cef2b2079c8810c9cb5f398b753b','282028a5d958cfa38a4c853fcd6f82752858cd705cec54560ab9c960f620019c');
INSERT INTO "events" VALUES(12,'2026-11-26T17:23:23Z','filed','Ruth Ortega','dcd73b870ea488d099b8a3c275d3ccc5','859dc79bfd776b9c','r','v',NULL,'{"evidence_hash":"f583d04a69bddf974becb6d30e7997856af78cdc8ba18b3f3102baccfa2d4f04"}','282028a5d958cfa38a4c853fcd6f82752858cd705cec54560ab9c960f620019c','b10b57961511d067f0432046cdb072570aa054a7d80fd0395ddad2f64aa42793');
INSERT INTO "events" VALUES(13,'2026-11-26T17:23:23Z','batch_filed','Ruth Ortega',NULL,'859dc79bfd776b9c',NULL,NULL,NULL,'{"files":"{}","lines":"3"}','b10b57961511d067f0432046cdb072570aa054a7d80fd0395ddad2f64aa42793','172645f144691e19e81debdc4a77be38602d908dca3539e6c0c0450d74e9a317');
INSERT INTO "events" VALUES(14,'2026-11-26T17:23:23Z','granted','clerk','767501666447facbb898044fc82c9ca2','859dc79bfd776b9c',NULL,NULL,'c0b3e2676bb444c09010b522aa517f2dc2e90d7d640f46cc89a210fbf04a5ee1','{"answer":"granted","answered_by":"Dept. 12","answered_on":"2026-05-30"}','172645f144691e19e81debdc4a77be38602d908dca3539e6c0c0450d74e9a317','a68fa64443988bdd34254caa1795ea6c24f0a422778ece782e3a701a9d402d1c');
INSERT INTO "events" VALUES(15,'2026-11-26T17:23:23Z','granted','clerk','dcd73b870ea488d099b8a3c275d3ccc5','859dc79bfd776b9c',NULL,NULL,'c0b3e2676bb444c09010b522aa517f2dc2e90d7d640f46cc89a210fbf04a5ee1','{"answer":"granted","answered_by":"Dept. 12","answered_on":"2026-05-30"}','a68fa64443988bdd34254caa1795ea6c24f0a422778ece782e3a701a9d402d1c','4546264aa49d27a3d9cc7ddbd96c55bad9ec17477d1638615924452be91acd81');
INSERT INTO "events" VALUES(16,'2026-11-26T17:23:23Z','vacated','Ruth Ortega','767501666447facbb898044fc82c9ca2',NULL,NULL,NULL,NULL,'{"on":"2026-05-30","words_hash":"54504586513e81c2ac8441cb0161e0fac53f697eb1bcb1878803db213c6acb10"}','4546264aa49d27a3d9cc7ddbd96c55bad9ec17477d1638615924452be91acd81','ec0e7d25133e67f13c87690084fdb9e804aa1ba859cb6ac12a5910260fbb0438');
INSERT INTO "events" VALUES(17,'2026-11-26T17:23:23Z','held','Ruth Ortega',NULL,NULL,NULL,NULL,NULL,'{"by_what":"county","hold_id":"29cf90ea080f","reason":"counsel asks","which":"FRESNO"}','ec0e7d25133e67f13c87690084fdb9e804aa1ba859cb6ac12a5910260fbb0438','64a6b3cb1e7405da97929f667f53382051db66f4d8f17f755520ca880dd6dda7');
CREATE TABLE lines (
    line_id text primary key,
    relief_by text not null,
    remedy_id text not null,
    county_name text not null,
    relief text not null,
    count_id text not null,
    case_hash text not null,
    section_hash text not null,
    date_hash text not null,
    first_person_id text not null
) strict;
INSERT INTO "lines" VALUES('767501666447facbb898044fc82c9ca2','court_order','prop64_statutory','FRESNO','dismiss','c96609677e3e4d72fb048b0147add0dc','2e226c9cb43c3c1e1919d583da1dc380','fdc667e2158cf151c4915e5faed132b9','5d59d9334c41591f7b8a847aaa78a2e0','p0');
INSERT INTO "lines" VALUES('79681b33436574dade2842e068b795ac','court_order','prop64_statutory','FRESNO','dismiss','5cac3a71b0e81e8282ed82426ff701e3','bf2fc57632e63fa97f0b0c87dec6351a','fdc667e2158cf151c4915e5faed132b9','5d59d9334c41591f7b8a847aaa78a2e0','p2');
INSERT INTO "lines" VALUES('dcd73b870ea488d099b8a3c275d3ccc5','court_order','prop64_statutory','FRESNO','dismiss','a8d4dd3438957dfcc3a052d6e39f2b89','f9279d957325d6641cc662148f68a7ac','fdc667e2158cf151c4915e5faed132b9','5d59d9334c41591f7b8a847aaa78a2e0','p1');
CREATE INDEX events_of_lines on events (line_id, event_number);
CREATE INDEX events_of_batches on events (batch_id);
CREATE INDEX lines_of_persons on lines (first_person_id);
CREATE TRIGGER events_stay before update on events begin select raise(abort, 'events are never changed'); end;
CREATE TRIGGER events_are_kept before delete on events begin select raise(abort, 'events are never deleted'); end;
CREATE TRIGGER lines_stay before update on lines begin select raise(abort, 'lines are never changed'); end;
CREATE TRIGGER lines_are_kept before delete on lines begin select raise(abort, 'lines are never deleted'); end;
COMMIT;
pragma user_version = 1;
