CREATE TABLE street (id int);
