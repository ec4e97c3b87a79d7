-- Run by psql, as postgres, once: makes the database, its owner, and the app's logins with the passwords of the secrets.
\set ON_ERROR_STOP on
\if :{?secrets} \else \set secrets /run/secrets \endif
\if :{?bootstrap} \else \set bootstrap /etc/nearside/bootstrap.sql \endif
\set owner_password `cat :'secrets'/owner-password`
\set read_password `cat :'secrets'/read-password`
\set write_password `cat :'secrets'/write-password`

CREATE ROLE nearside_owner LOGIN PASSWORD :'owner_password';
CREATE DATABASE nearside OWNER nearside_owner;
REVOKE CONNECT ON DATABASE nearside FROM PUBLIC;

\connect nearside
\i :bootstrap
CREATE ROLE nearside_read LOGIN PASSWORD :'read_password' IN ROLE nearside_reader;
CREATE ROLE nearside_write LOGIN PASSWORD :'write_password' IN ROLE nearside_writer;
GRANT CONNECT ON DATABASE nearside TO nearside_reader, nearside_writer;
