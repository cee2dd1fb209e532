import type { Family, Program } from './program.ts'

const client: Program = {
  risk: 'production',
  why: 'works on a database',
  style: 'none',
  operands: { rest: 'text' },
}

/** Databases: even a `SELECT` may call functions that write, and nobody can see from here which database it is. */
export const databases: Family = {
  'psql pgcli mysql mariadb mycli mongosh mongo redis-cli valkey-cli clickhouse-client clickhouse cqlsh sqlcmd bcp sqlplus isql influx cockroach cypher-shell arangosh rethinkdb etcdctl memcached-tool usql rqlite trino presto beeline impala-shell snowflake ':
    {
      ...client,
      env: ['PG*', 'PSQL*', 'MYSQL*', 'REDISCLI_AUTH', 'PAGER'],
      info: '--version -V -v --help -?',
    },
  'pg_dump pg_dumpall mysqldump mongodump mongoexport redis-dump': {
    ...client,
    attributes: ['secret'],
    why: 'dumps a database',
    info: '--version -V --help -?',
  },
  'dropdb dropuser mysqladmin pg_restore mongorestore pg_ctl initdb createdb createuser mysqlimport pg_upgrade vacuumdb reindexdb pgbench mysqld postgres mongod redis-server':
    { ...client, why: 'changes a database', info: '--version -V --help -?' },
  pg_isready: {
    risk: 'external',
    why: 'contacts a database',
    style: 'none',
    operands: { rest: 'text' },
  },
  'sqlite3 sqlite duckdb litecli': {
    risk: 'unknown',
    why: 'SQL and dot commands can write files and run programs',
    style: 'none',
    operands: { rest: 'text' },
    info: '--version -version --help -help',
  },
  'prisma drizzle-kit knex sequelize sequelize-cli typeorm alembic flyway liquibase dbmate goose migrate atlas sqitch mikro-orm schemahero golang-migrate yoyo':
    {
      ...client,
      why: 'changes the schema of a database',
      runsWorkspace: true,
      info: '--version -v -V --help',
    },
}
