// GoRules Zen: an expression a rule in one node, in batches. Usage: zen.mjs FOLDER N BATCH AT-ONCE RESULT
import { ZenEngine } from "@gorules/zen-engine";
import { measure, objects, put, results, save } from "./common.mjs";

const [, , folder, count, batch, atOnce, out] = process.argv;
const n = Number(count), workers = objects(folder, n), r = results(n);
const checks = {
  usia: ["birth", "birth >= 19590102 and birth <= 20060101"], terlindungi: ["covered", "covered == 0"],
  informal: ["occupation", "occupation == 1"], miskin: ["decile", "decile <= 4"], penghasilan: ["income", "income <= 2000000"],
  pengeluaran: ["spending", "spending <= 9000000"], tahun: ["years", "years <= 2"],
};
const score = "(decile == 1 ? 15 : decile == 2 ? 5 : 0) + (head == 1 ? (disabled == 1 ? 30 : 0) "
  + "+ (dependants == null ? 0 : dependants > 6 ? 30 : dependants * 5) : 0)";
const expressions = [...Object.entries(checks).map(([key, [field, yes]]) =>
  ({ id: key, key, value: `${field} == null ? 2 : (${yes}) ? 1 : 0` })), { id: "score", key: "score", value: score }];
const graph = {
  nodes: [{ id: "in", name: "in", type: "inputNode" }, { id: "out", name: "out", type: "outputNode" },
    { id: "rules", name: "rules", type: "expressionNode",
      content: { expressions, inputField: "workers", outputPath: "workers", executionMode: "loop", passThrough: false } }],
  edges: [{ id: "a", sourceId: "in", targetId: "rules", type: "edge" }, { id: "b", sourceId: "rules", targetId: "out", type: "edge" }],
};
const decision = new ZenEngine().createDecision(Buffer.from(JSON.stringify(graph)));
const names = Object.keys(checks);

async function decide(first) {
  const { result } = await decision.evaluate({ workers: workers.slice(first, first + Number(batch)) });
  result.workers.forEach((answer, k) => {
    let failed = 0, unknown = 0;
    names.forEach((name, bit) => {
      if (answer[name] === 0) failed |= 1 << bit;
      else if (answer[name] === 2) unknown |= 1 << bit;
    });
    put(r, first + k, failed, unknown, answer.score);
  });
}

await measure(async () => {
  for (let first = 0; first < n; first += batch * atOnce)
    await Promise.all(Array.from({ length: Number(atOnce) }, (_, k) => first + k * batch).filter(at => at < n).map(decide));
});
save(out, r);
