#!/bin/sh
# Makes the product's database and its owner, a plain user: every policy of the database binds it.
# Run once, as a superuser: CTI_PASSWORD=… ./postgres-init.sh [NAME]; both are called cti by default.
set -eu
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=name="${1:-cti}" \
    --set=password="$CTI_PASSWORD" --username="${POSTGRES_USER:-postgres}" --dbname=postgres <<'SQL'
CREATE ROLE :"name" LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
SQL
