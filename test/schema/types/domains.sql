-- Domains: defaults, constraints, one of them not valid, one that needs a function of the domain.
CREATE SCHEMA shop;
CREATE DOMAIN shop.code AS varchar(20) COLLATE "C" DEFAULT 'x' || 'y' NOT NULL
	CONSTRAINT not_empty CHECK (VALUE <> '') CONSTRAINT short CHECK (length(VALUE) < 10);
COMMENT ON DOMAIN shop.code IS 'of an article';
COMMENT ON CONSTRAINT short ON DOMAIN shop.code IS 'not long';
CREATE DOMAIN shop.later AS integer;
ALTER DOMAIN shop.later ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID;
COMMENT ON CONSTRAINT positive ON DOMAIN shop.later IS 'one day';
CREATE DOMAIN shop.circle AS integer;
CREATE FUNCTION shop.is_round(shop.circle) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
ALTER DOMAIN shop.circle ADD CONSTRAINT round CHECK (shop.is_round(VALUE));
CREATE SEQUENCE shop.numbers;
CREATE DOMAIN shop.number AS bigint DEFAULT nextval('shop.numbers');
CREATE DOMAIN shop.of_domain AS shop.number;
CREATE DOMAIN shop.list AS integer[];
CREATE DOMAIN shop.without AS shop.number;
ALTER DOMAIN shop.without DROP DEFAULT;
