---@meta
-- luacheck: ignore
-- What an editor with the Lua language server shows while you write rules. Lindung itself never reads this file.

--- A whole programme: who may be helped, who comes first, and whose money pays.
---
--- `programme { id = …, as_of = …, eligibility = {…}, … }`
---@param t table
---@return table
function programme(t) end

--- A rule of eligibility: a worker for whom its condition is false is refused.
---
--- `rule { "id", when = {…}, reason = …, basis = …, missing = …, open = true }`
---@param t table
---@return table
function rule(t) end

--- Points for those who meet its condition; the sum of all scores is what order calls score.
---
--- `score { "id", points = …, when = {…}, basis = …, open = true }`
---@param t table
---@return table
function score(t) end

--- True when every condition in it is.
---
--- `all_of { condition, … }`
---@param t table
---@return table
function all_of(t) end

--- True when one of its conditions is.
---
--- `any_of { condition, … }`
---@param t table
---@return table
function any_of(t) end

--- True when the condition is false, unknown when it is unknown.
---
--- `not_ { … }`
---@param t table
---@return table
function not_(t) end

--- True when at least n of its conditions are.
---
--- `at_least_of(n, { condition, … })`
---@param n integer
---@param t table
---@return table
function at_least_of(n, t) end

--- The field's value is one of these; a bare list means the same.
---
--- `field = one_of { value, … }`
---@param t table
---@return table
function one_of(t) end

--- The field's value is known and none of these.
---
--- `field = none_of { value, … }`
---@param t table
---@return table
function none_of(t) end

--- The number, amount or date lies between the two, both included.
---
--- `field = between(low, high)`
---@param low any
---@param high any
---@return table
function between(low, high) end

--- The number, amount or date is this or more.
---
--- `field = at_least(value)`
---@param value any
---@return table
function at_least(value) end

--- The number, amount or date is this or less.
---
--- `field = at_most(value)`
---@param value any
---@return table
function at_most(value) end

--- The number, amount or date is more than this.
---
--- `field = above(value)`
---@param value any
---@return table
function above(value) end

--- The number, amount or date is less than this.
---
--- `field = below(value)`
---@param value any
---@return table
function below(value) end

--- The text begins with this, letter for letter.
---
--- `field = starts_with "text"`
---@param text string
---@return table
function starts_with(text) end

--- The text holds this somewhere, letter for letter.
---
--- `field = contains "text"`
---@param text string
---@return table
function contains(text) end

--- The field is not blank; never unknown itself.
---
--- `field = known()`
---@return table
function known() end

--- The field is blank; never unknown itself. In a code book: the code says that the value is not known.
---
--- `field = missing()`
---@return table
function missing() end

--- Points for each unit of a field, up to a number of units; negative values count as none.
---
--- `points = per("field", { each = n, up_to = n })`
---@param field_name string
---@param t table
---@return table
function per(field_name, t) end

--- Points by the value of a field; otherwise is 0 unless said.
---
--- `points = by("field", { [value] = points, …, otherwise = n })`
---@param field_name string
---@param t table
---@return table
function by(field_name, t) end

--- Smaller values come first, blanks last; "score" is the sum of points.
---
--- `asc "field"`
---@param text string
---@return table
function asc(text) end

--- Larger values come first, blanks last; "score" is the sum of points.
---
--- `desc "field"`
---@param text string
---@return table
function desc(text) end

--- Ties go by a draw that anyone can recompute from the published seed.
---
--- `lottery { seed = "…" }`
---@param t table
---@return table
function lottery(t) end

--- Floors and caps for each group of a field.
---
--- `quota { by = "field", at_least = …, at_most = …, basis = … }`
---@param t table
---@return table
function quota(t) end

--- So many per cent of the programme's places, rounded down.
---
--- `at_least = percent(n)`
---@param value any
---@return table
function percent(value) end

--- Shares whole places among the groups by weight.
---
--- `at_most = apportion { seats = n | "capacity", by = "eligible" | {…}, method = "hamilton" | "sainte-lague" }`
---@param t table
---@return table
function apportion(t) end

--- Money that pays contributions, with its price, its months and whom it accepts.
---
--- `funder { "id", budget = …, pays = rate {…}, from = "2024-01", months = 12, only = {…}, … }`
---@param t table
---@return table
function funder(t) end

--- One of several who share a funder's costs by per cent.
---
--- `part { "id", percent = n, budget = …, basis = … }`
---@param t table
---@return table
function part(t) end

--- The contribution of one worker: components of a dated table, month by month.
---
--- `pays = rate { table, "component", … }`
---@param t table
---@return table
function rate(t) end

--- Amounts a month by component, in force from a month to a month.
---
--- `dated_table { "id", { "component", from = "2024-01", to = …, amount = …, payer = …, segment = …, basis = … }, … }`
---@param t table
---@return table
function dated_table(t) end

--- An amount as offices write it, as a whole number of rupiah.
---
--- `rupiah "201.600.000"`
---@param amount string
---@return integer
function rupiah(amount) end

--- A sum divided among the purses of a funder, in whole units.
---
--- `budget = split { total = …, by = "eligible" | {…}, unit = … }`
---@param t table
---@return table
function split(t) end

--- The largest number of months with which no one is left out for money.
---
--- `months = as_many_as_fit { up_to = n }`
---@param t table
---@return table
function as_many_as_fit(t) end

--- The list of a worker's fields; a bare list means the same.
---
--- `fields { field.id "nik" {…}, … }`
---@param t table
---@return table
function fields(t) end

field = {}

--- A number of digits that is no quantity: always text.
---
--- `field.id "name" { title = …, format = "nik" | "kk", private = true }`
---@param name string
---@return fun(t: table): table
function field.id(name) end

--- Free text, compared by bytes.
---
--- `field.text "name" { title = … }`
---@param name string
---@return fun(t: table): table
function field.text(name) end

--- A whole number.
---
--- `field.integer "name" { title = …, range = { low, high }, unit = … }`
---@param name string
---@return fun(t: table): table
function field.integer(name) end

--- A number that need not be whole.
---
--- `field.number "name" { title = …, range = { low, high }, unit = … }`
---@param name string
---@return fun(t: table): table
function field.number(name) end

--- A whole number of rupiah.
---
--- `field.money "name" { title = …, range = { low, high } }`
---@param name string
---@return fun(t: table): table
function field.money(name) end

--- Yes or no.
---
--- `field.boolean "name" { title = … }`
---@param name string
---@return fun(t: table): table
function field.boolean(name) end

--- A day, written YYYY-MM-DD.
---
--- `field.date "name" { title = …, range = { "1900-01-01", … } }`
---@param name string
---@return fun(t: table): table
function field.date(name) end

--- One of a fixed list of words, in the order in which they sort.
---
--- `field.choice "name" { "value", …, title = … }`
---@param name string
---@return fun(t: table): table
function field.choice(name) end

--- Completed years at the programme's as_of.
---
--- `derive = age "date field"`
---@param text string
---@return table
function age(text) end

--- How many workers share the key's value and meet the condition.
---
--- `derive = members { key = "field", when = {…} }`
---@param t table
---@return table
function members(t) end

--- How a file's columns, formats and code book become fields.
---
--- `source { "name", title = …, adds = "workers" | "facts", key = …, precedence = n, map = {…}, absent = {…}, … }`
---@param t table
---@return table
function source(t) end

--- A made-up worker for tests; called with a table it gives a changed copy.
---
--- `worker { field = value, … }`
---@param t table
---@return table
function worker(t) end

--- In a test, a field that is blank; in a code book, a value that is not known.
---
--- `field = unknown`
unknown = {}

--- One worker and the answer that is right.
---
--- `case { "name", worker, expect = … }`
---@param t table
---@return table
function case(t) end

--- The cases of a programme, what a test file returns.
---
--- `cases(p) { case {…}, … }`
---@param p table
---@return fun(t: table): table
function cases(p) end

--- Cases from a spreadsheet beside the test file.
---
--- `table_of_cases { "file.csv", base = worker }`
---@param t table
---@return table
function table_of_cases(t) end

--- All rules hold, with this score where one is said.
---
--- `expect = eligible { score = n }`
---@param t? table
---@return table
function eligible(t) end

--- Refused by exactly these rules.
---
--- `expect = refused { "rule", … }`
---@param t table
---@return table
function refused(t) end

--- Undecided for want of exactly these fields.
---
--- `expect = undecided { "field", … }`
---@param t table
---@return table
function undecided(t) end
