-- Rule files run in Lindung's own world: these are the names it gives them.
std = {
  globals = {},
  read_globals = {
    "programme", "rule", "score", "quota", "funder", "part", "rate", "rupiah", "split", "percent", "apportion",
    "as_many_as_fit", "per", "by", "asc", "desc", "lottery", "field", "fields", "age", "members", "source", "dated_table",
    "any_of", "all_of", "not_", "at_least_of", "one_of", "none_of", "between", "at_least", "at_most", "above", "below",
    "starts_with", "contains", "known", "missing", "unknown", "worker", "case", "cases", "table_of_cases",
    "eligible", "refused", "undecided", "require", "math", "string", "table", "ipairs", "pairs", "type", "tostring",
    "tonumber", "select", "error", "assert",
  },
}
max_line_length = 120
