#!/usr/bin/env bash
# Follows the README on a fresh copy of what the repository holds: validate, publish, publish again, serve, validate,
# import, check, init.
#
#   tests/readme.sh PROGRAM
set -euo pipefail
program=$(realpath "${1:?name the feedwright program}")
cd "$(dirname "$0")/.."

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r README.md feedwright.toml feeds fixtures "$copy"
cd "$copy"

fail() {
  printf 'readme: %s\n' "$*" >&2
  exit 1
}

# Each document with its inode, which changes when a file is replaced: a second run must leave all of them alone.
state() { ls -i public/*; }

# Each file named must be there and not empty.
holds() {
  local file
  for file in "$@"; do
    [ -s "$file" ] || fail "$file is missing or empty"
  done
}

# What the README's first screen shows of `validate` is what it says.
shown() { sed -n '/^\$ cargo run .* validate /,/^```$/p' README.md | sed '1d;$d'; }
[ -n "$(shown)" ] || fail 'the README shows no run of validate'
status=0
"$program" validate --select dates fixtures/reports/harbour.rss >judged.txt || status=$?
[ "$status" -eq 1 ] || fail "validate of a broken feed exits $status"
diff <(shown) judged.txt || fail 'the README shows another report than validate writes'

"$program" publish || fail "the first publish exits $?"
holds public/news.{rss,atom,html} public/headlines.{rss,atom,html} public/{index.html,feeds.opml}
[ "$(grep -c '<item>' public/news.rss)" -eq 8 ] || fail 'news.rss does not hold 8 items'
[ "$(grep -c '<entry' public/news.atom)" -eq 8 ] || fail 'news.atom does not hold 8 entries'

# What the README shows of news.rss is in it, and it names every file in public/.
while read -r line; do
  grep -qF -- "${line%%…*}" public/news.rss || fail "the README shows what news.rss does not have: $line"
done < <(sed -n '/^```xml/,/^```$/p' README.md | sed '1d;$d')
for file in $(ls -A public); do
  grep -qF -- "\`$file\`" README.md || fail "the README does not name public/$file"
done

before=$(state)
"$program" publish || fail "the second publish exits $?"
[ "$before" = "$(state)" ] || fail 'the second publish touched a document'

# The server hands out what was published.
"$program" serve --listen 127.0.0.1:0 --log none 2>served.txt &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$copy"' EXIT
for _ in $(seq 100); do
  port=$(sed -n 's|.* at http://127\.0\.0\.1:\([0-9]*\)/.*|\1|p' served.txt)
  [ -n "$port" ] && break
  sleep 0.1
done
exec 3<>"/dev/tcp/127.0.0.1/${port:?serve does not say where}"
printf 'GET /news.rss HTTP/1.0\r\nHost: courier.example\r\n\r\n' >&3
tr -d '\r' <&3 | sed '1,/^$/d' | cmp - public/news.rss || fail 'serve hands out another news.rss'
kill "$server"
wait "$server" || fail "serve exits $?"

"$program" validate public/*.rss public/*.atom || fail "validate exits $?"
"$program" import --explain fixtures/captures/front-page.txt >explained.jsonl || fail "import exits $?"
holds explained.jsonl

"$program" check fixtures/newsrooms/* >checked.txt 2>&1 || fail "check exits $?: $(grep -v ': ok$' checked.txt | head -5)"

"$program" init starter || fail "init exits $?"
cd starter
"$program" publish || fail "publishing the starter newsroom exits $?"
holds public/news.{rss,atom}
printf 'readme: the commands do what they say\n'
