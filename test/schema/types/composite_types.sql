-- Enums, also empty ones and with values added; composite types of each other.
CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('new', 'it''s paid', 'back\slash', 'done');
ALTER TYPE shop.state ADD VALUE 'sent' BEFORE 'done';
CREATE TYPE shop.nothing AS ENUM ();
COMMENT ON TYPE shop.state IS 'of an order';
CREATE TYPE shop.address AS (street text COLLATE "C", number varchar(10), "Zip" integer[], state shop.state);
COMMENT ON TYPE shop.address IS 'where to';
COMMENT ON COLUMN shop.address.street IS 'and its house';
CREATE TYPE shop.empty AS ();
CREATE TYPE shop.nested AS (a shop.address, b shop.address[]);
