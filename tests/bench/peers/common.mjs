// The columns that data.py wrote, and the results as every peer leaves them: fates, rules, scores one after the other.
import fs from "node:fs";

export const ROUNDS = 8; // the first warms up
const wide = ["birth", "income", "spending"];
const narrow = ["occupation", "district", "woman", "covered", "head", "disabled", "verified", "decile", "dependants",
  "members", "years"];

export function columns(folder, n) {
  const read = (name, type) => {
    const bytes = fs.readFileSync(`${folder}/${name}`);
    return new type(bytes.buffer, bytes.byteOffset, bytes.length / type.BYTES_PER_ELEMENT).subarray(0, n);
  };
  return Object.fromEntries([...wide.map(name => [name, read(name, Int32Array)]),
    ...narrow.map(name => [name, read(name, Int8Array)])]);
}

// As objects, as rules engines want them: what is missing is null.
export function objects(folder, n) {
  const c = columns(folder, n), names = Object.keys(c);
  return Array.from({ length: n }, (_, i) =>
    Object.fromEntries(names.map(name => [name, c[name][i] < 0 ? null : c[name][i]])));
}

export function results(n) {
  return { fate: new Uint8Array(n), rules: new Uint16Array(n), score: new Int32Array(n) };
}

export function put(r, i, failed, unknown, points) {
  r.fate[i] = failed ? 0 : unknown ? 1 : 2;
  r.rules[i] = failed || unknown;
  r.score[i] = failed ? 0 : points;
}

export function save(path, r) {
  fs.writeFileSync(path, Buffer.concat([r.fate, r.rules, r.score].map(a => Buffer.from(a.buffer, a.byteOffset, a.byteLength))));
}

export async function measure(decide, rounds = ROUNDS) {
  const ms = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await decide();
    if (round) ms.push(performance.now() - start);
  }
  console.log(JSON.stringify(ms));
}
