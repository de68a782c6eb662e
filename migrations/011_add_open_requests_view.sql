-- Add open requests view
--
-- The start page, the newsletter and the support desk each had a query of their own
-- for what is open, and each gave a different number.
--
-- revision: 011_add_open_requests_view
-- revises: 010_let_candidates_withdraw

-- migrate:up
CREATE VIEW marketplace.open_requests AS
SELECT
    r.id,
    r.title,
    r.budget,
    r.expires_at,
    c.name AS consumer_name,
    (SELECT count(*) FROM marketplace.offers AS o WHERE o.request_id = r.id) AS offer_count,
    (SELECT min(o.price) FROM marketplace.offers AS o WHERE o.request_id = r.id) AS best_price
FROM marketplace.requests AS r
JOIN marketplace.consumers AS c ON c.id = r.consumer_id
WHERE r.status = 'open'
  AND r.expires_at > now();

-- migrate:down
DROP VIEW marketplace.open_requests;
