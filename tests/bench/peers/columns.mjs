// Plain Node over typed columns: one fused function, or a closure a rule. Usage: columns.mjs fused|closures FOLDER N RULES RESULT
import { columns, measure, put, results, save } from "./common.mjs";

const [, , form, folder, count, nrules, out] = process.argv;
const n = Number(count), w = columns(folder, n), r = results(n);
const U = 2; // unknown
const is = (v, yes) => v < 0 ? U : +yes;
const any = (a, b) => a === 1 || b === 1 ? 1 : a === U || b === U ? U : 0;
const all = (a, b) => a === 0 || b === 0 ? 0 : a === U || b === U ? U : 1;
const two = (a, b, c) => +(a === 1) + +(b === 1) + +(c === 1) >= 2 ? 1 : +(a !== 0) + +(b !== 0) + +(c !== 0) < 2 ? 0 : U;

const rules = [
  i => is(w.birth[i], w.birth[i] >= 19590102 && w.birth[i] <= 20060101),
  i => is(w.covered[i], w.covered[i] === 0),
  i => is(w.occupation[i], w.occupation[i] === 1),
  i => is(w.decile[i], w.decile[i] <= 4),
  i => is(w.income[i], w.income[i] <= 2000000),
  i => is(w.spending[i], w.spending[i] <= 9000000),
  i => is(w.years[i], w.years[i] <= 2),
  i => is(w.members[i], w.members[i] >= 1 && w.members[i] <= 12),
  i => is(w.district[i], w.district[i] === 0),
  i => any(any(is(w.head[i], w.head[i] === 1), is(w.woman[i], w.woman[i] === 1)), is(w.birth[i], w.birth[i] <= 20030101)),
  i => +(w.verified[i] !== 0),
  i => two(is(w.head[i], w.head[i] === 1), is(w.decile[i], w.decile[i] <= 3), is(w.dependants[i], w.dependants[i] >= 3)),
  i => any(is(w.income[i], w.income[i] >= 1), is(w.dependants[i], w.dependants[i] >= 2)),
  i => any(is(w.spending[i], w.spending[i] <= 6000000), all(is(w.members[i], w.members[i] >= 5), is(w.decile[i], w.decile[i] <= 3))),
].slice(0, Number(nrules));

function points(i) {
  const d = w.decile[i], few = Math.min(Math.max(w.dependants[i], 0), 6);
  return (d === 1 ? 15 : d === 2 ? 5 : 0) + (w.head[i] === 1 ? (w.disabled[i] === 1 ? 30 : 0) + few * 5 : 0);
}

function closures() {
  for (let i = 0; i < n; i++) {
    let failed = 0, unknown = 0;
    for (let k = 0; k < rules.length; k++) {
      const answer = rules[k](i);
      if (answer === 0) failed |= 1 << k;
      else if (answer === U) unknown |= 1 << k;
    }
    put(r, i, failed, unknown, points(i));
  }
}

// The same rules written into one function, as somebody in a hurry for speed would.
function fuse() {
  const body = rules.map((rule, k) => `a = ${String(rule).replace(/^i => /, "")};
    if (a === 0) failed |= ${1 << k}; else if (a === U) unknown |= ${1 << k};`).join("\n");
  return new Function("w", "n", "r", "U", "is", "any", "all", "two", "points", "put", `return () => {
    for (let i = 0; i < n; i++) { let a, failed = 0, unknown = 0; ${body} put(r, i, failed, unknown, points(i)); } }`)(
    w, n, r, U, is, any, all, two, points, put);
}

await measure(form === "fused" ? fuse() : closures);
save(out, r);
