-- A database whose schema public somebody dropped.
DROP SCHEMA public;
CREATE SCHEMA shop;
CREATE TABLE shop.t (a integer);
