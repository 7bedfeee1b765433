// DuckDB. Usage: duck.mjs DATABASE THREADS SCRIPT.json: of each round only the statements under `timed` are timed.
import fs from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const [, , database, threads, script] = process.argv;
const { setup, before, timed, after } = JSON.parse(fs.readFileSync(script, "utf8"));
const instance = await DuckDBInstance.create(database, { threads });
const db = await instance.connect();
const all = async statements => { for (const sql of statements) await db.run(sql); };

await all(setup);
const ms = [];
for (let round = 0; round < 8; round++) { // the first warms up
  await all(before);
  const start = performance.now();
  await all(timed);
  if (round) ms.push(performance.now() - start);
}
await all(after);
console.log(JSON.stringify(ms));
