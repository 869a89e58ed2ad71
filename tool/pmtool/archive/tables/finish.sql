INSERT INTO themes
    SELECT row_number() OVER (ORDER BY stems), min(words), stems, count(DISTINCT incident)
    FROM temp.pairs GROUP BY stems HAVING count(DISTINCT incident) > 1 ORDER BY stems;
INSERT INTO claim_themes
    SELECT DISTINCT claim, themes.id, incident, field FROM temp.pairs JOIN themes USING (stems) ORDER BY claim, themes.id;
DROP TABLE temp.pairs;

CREATE INDEX incidents_by_date ON incidents (date);
CREATE INDEX incidents_by_risk ON incidents (risk);
CREATE INDEX services_by_name ON services (service);
CREATE INDEX causes_by_name ON causes (cause);
CREATE INDEX sources_of_incident ON sources (incident);
CREATE INDEX statements_of_incident ON statements (incident);
CREATE INDEX statements_unbacked ON statements (incident, field) WHERE quotes = 0;
CREATE INDEX claims_of_incident ON claims (incident, field);
CREATE INDEX events_of_incident ON events (incident);
CREATE INDEX status_updates_of_incident ON status_updates (incident);
CREATE INDEX action_items_of_incident ON action_items (incident);
CREATE INDEX action_items_open ON action_items (due_on) WHERE state <> 'done';
CREATE INDEX evidence_of_statement ON evidence (statement);
CREATE INDEX findings_of_incident ON findings (incident);
CREATE INDEX findings_by_code ON findings (code);
CREATE INDEX claim_themes_by_theme ON claim_themes (field, theme, incident);

CREATE VIRTUAL TABLE statements_fts
    USING fts5 (text, content="statements", content_rowid="id", tokenize="porter unicode61 remove_diacritics 2");
INSERT INTO statements_fts (statements_fts) VALUES ('rebuild');
INSERT INTO statements_fts (statements_fts) VALUES ('optimize');

-- Reports and incidents, in the order in which a person should see to them.
CREATE VIEW queue AS
    SELECT NULL AS incident, name, name AS title, NULL AS date, NULL AS risk, NULL AS score,
           message || '. ' || remedy AS reasons FROM unconverted
    UNION ALL
    SELECT id, name, title, date, risk, score, reasons FROM incidents
    ORDER BY risk DESC NULLS FIRST, name;
-- Each incident with each of its services; service is null for those that name none.
CREATE VIEW incident_services AS
    SELECT incidents.*, service FROM incidents LEFT JOIN services ON services.incident = incidents.id;
-- Measures that are not done.
CREATE VIEW open_actions AS
    SELECT action_items.id, owner, text, type, priority, due, due_on, tracker, state,
           incident, name, title, date
    FROM action_items JOIN incidents ON incidents.id = incident WHERE state <> 'done';
-- Statements that no quote backs.
CREATE VIEW unbacked AS
    SELECT statements.id, field, path, text, origin, incident, name, title, date
    FROM statements JOIN incidents ON incidents.id = incident WHERE quotes = 0;
-- Quotes with what they back and where they stand.
CREATE VIEW cited AS
    SELECT evidence.id, statement, field, text, quote, evidence.status, sources.name AS source, start, stop,
           evidence.incident, incidents.name, title, date
    FROM evidence
    JOIN statements ON statements.id = statement
    JOIN incidents ON incidents.id = evidence.incident
    LEFT JOIN sources ON sources.id = evidence.source;

ANALYZE;
