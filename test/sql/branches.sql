--
-- Two teams in one project: branches with labels, a merge, and a line that depends on another
--
CREATE EXTENSION pgmigrate;
SELECT * FROM pgmigrate.branches();
SELECT * FROM pgmigrate.upload($$-- Schema
-- revision: 001_schema
-- revises:

-- migrate:up
CREATE SCHEMA shop;

-- migrate:down
DROP SCHEMA shop;
-- Carts
-- revision: 002_carts
-- revises: 001_schema
-- branch_labels: carts

-- migrate:up
CREATE TABLE shop.cart (id int);

-- migrate:down
DROP TABLE shop.cart;
-- Prices
-- revision: 003_prices
-- revises: 002_carts

-- migrate:up
CREATE TABLE shop.price (id int);

-- migrate:down
DROP TABLE shop.price;
-- Stock
-- revision: 002_stock
-- revises: 001_schema
-- branch_labels: stock, warehouse

-- migrate:up
CREATE TABLE shop.stock (id int);

-- migrate:down
DROP TABLE shop.stock;
-- Shelves
-- revision: 003_shelves
-- revises: 002_stock

-- migrate:up
CREATE TABLE shop.shelf (id int);

-- migrate:down
DROP TABLE shop.shelf;
$$);

-- Where the line forks
SELECT * FROM pgmigrate.branches();
SELECT * FROM pgmigrate.branches('another');

-- Each team upgrades its own branch, to its head or by steps, and goes back by steps.
SELECT pgmigrate.upgrade('carts@head');
SELECT pgmigrate.upgrade('warehouse@+2');
SELECT revision, head FROM pgmigrate.current();
SELECT pgmigrate.downgrade('stock@-1');
SELECT revision, head FROM pgmigrate.current();

-- Orders need both branches. Reports are a line of their own, which needs the orders.
SELECT * FROM pgmigrate.upload($$-- Orders
-- revision: 004_orders
-- revises: 003_prices, 003_shelves

-- migrate:up
CREATE TABLE shop.orders (id int);

-- migrate:down
DROP TABLE shop.orders;
-- Reports
-- revision: r1_reports
-- revises:
-- branch_labels: reports

-- migrate:up
CREATE SCHEMA reports;

-- migrate:down
DROP SCHEMA reports;
-- Sales
-- revision: r2_sales
-- revises: r1_reports
-- depends_on: 004_orders

-- migrate:up
CREATE VIEW reports.sale AS SELECT id FROM shop.orders;

-- migrate:down
DROP VIEW reports.sale;
-- Returns
-- revision: r2_returns
-- revises: r1_reports
-- depends_on: stock

-- migrate:up
CREATE VIEW reports.back AS SELECT id FROM shop.stock;

-- migrate:down
DROP VIEW reports.back;
$$);
SELECT revision, branch_labels, branches_into FROM pgmigrate.branches();
SELECT revision, head, effective_head, branch_point, merge_point, branches_into
FROM pgmigrate.show(':');

-- The line of reports has two heads. An id says which way to go where it forks; what a revision needs comes first.
SELECT pgmigrate.upgrade('reports@head');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('r2_sales@+1');
SELECT pgmigrate.upgrade('r2_sales@r1_reports+1');
SELECT revision, head, effective_head FROM pgmigrate.current();

-- Back over the merge and what depends on it: a branch names the side that is dropped.
SELECT pgmigrate.downgrade('004-1');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.downgrade_plan('001_schema');
SELECT revision FROM pgmigrate.downgrade_plan('stock@001_schema');
SELECT pgmigrate.downgrade('003_shelves@002_stock');
SELECT revision, head, effective_head FROM pgmigrate.current();

-- A whole line is dropped by its base; what it needed stays.
SELECT pgmigrate.downgrade('reports@base');
SELECT pgmigrate.downgrade('base');
SELECT * FROM pgmigrate.current();

DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
