import { describe, expect, test } from 'vitest'
import { judgeAwk } from '../../../src/shell/languages/awk.ts'

describe('what only reads', () => {
  test.each([
    '{print $1}',
    '{print $1, $3}',
    '{print}',
    'NR>10 && NR<20',
    'NR==1',
    '$3 > 100',
    '$3 > 100 {print $1}',
    '{ if ($3 > 5) print $1 }',
    '{s+=$1} END {print s/NR}',
    '{ a[$1]++ } END { for (k in a) print k, a[k] }',
    '/foo/ {print $0}',
    '/foo/,/bar/',
    '!/^#/',
    '!seen[$0]++',
    '$1 ~ /^[0-9]+$/ {print}',
    '{gsub(/[^a-z]/, ""); print}',
    '{gsub(/\\//, "-"); print}',
    '{sub(/[^/]*$/, ""); print}',
    'BEGIN{FS=","; OFS="\\t"} {$1=$1; print}',
    'BEGIN { printf "%s\\n", "x" }',
    '{printf "%-10s %5d\\n", $1, $2}',
    'length($0) > 80',
    'length > 80',
    '{print length($0)}',
    '{print (a > b)}',
    '{print(a > b ? a : b)}',
    '{x = $1 / 2 / 3; print x}',
    '{print NF/2}',
    '{print $NF}',
    '{print $(NF-1)}',
    '{print i++ / 2}',
    'function f(x) { return x*2 } {print f($1)}',
    'func max(a,b) {return a>b?a:b} {print max($1,$2)}',
    '{while ((getline line) > 0) n++} END{print n}',
    '{print substr($0, 1, 10)} # a comment | with a pipe',
    'BEGIN{while(i<3){print i;i++}}',
    '{print > "/dev/stderr"}',
    '{print "a" > "/dev/stdout"; next}',
    '{ "x" ~ y || z }',
    '{if (/foo/) /bar/; print}',
    '{ print "system(id)" }',
    '{ print "a | b > c" }',
    '/a|b/ {print}',
    '$2 == "x" {print $1; exit}',
    '{$2=""; print}',
    '{sub(/a\\/b/, "c")}',
    '{ print toupper(substr($1,1,1)) substr($1,2) }',
    '{a = a ? a "," $1 : $1} END {print a}',
    '{print strftime("%F", $1)}',
    '{ print \\\n $1 }',
    '{split($0, p, /[:,]/); print p[1]}',
    'BEGIN{srand(); print rand()}',
    '{ delete a[1]; print }',
    '{print ($1 > 5)}',
    'END{print NR}',
    '',
  ])('%j', (program) => {
    expect(judgeAwk(program)).toEqual([])
  })
})

describe('what does more is found where it stands', () => {
  test.each<[program: string, part: string, risk: string, path: string | null]>([
    ['BEGIN{system("id")}', 'system', 'unknown', null],
    ['BEGIN{system ("id")}', 'system', 'unknown', null],
    ['{print > "out.txt"}', '> "out.txt"', 'reversible', 'out.txt'],
    ['{print $1,\n$2 > "o"}', '> "o"', 'reversible', 'o'],
    ['{printf "%s", $1 >> "o"}', '>> "o"', 'reversible', 'o'],
    ['{print(1)(2) > "o"}', '> "o"', 'reversible', 'o'],
    ['{print $1 > $2}', '> $', 'unknown', null],
    ['{print > ("a" "b")}', '> (', 'unknown', null],
    ['{print > "a" "b"}', '> "a"', 'unknown', null],
    ['{print > "/dev/stdout" "x"}', '> "/dev/stdout"', 'unknown', null],
    ['{print | "sh"}', '|', 'unknown', null],
    ['{print |& "sh"}', '|&', 'unknown', null],
    ['BEGIN{"id" | getline x; print x}', '|', 'unknown', null],
    ['BEGIN{while ((getline l < ".env") > 0) print l}', 'getline l < ".env"', 'unknown', '.env'],
    ['BEGIN{getline < "x"; print}', 'getline < "x"', 'unknown', 'x'],
    ['BEGIN{getline a[1]<f}', 'getline a[1]<f', 'unknown', null],
    ['BEGIN{print ENVIRON["HOME"]}', 'ENVIRON', 'secret', null],
    ['BEGIN{for(k in SYMTAB) print k}', 'SYMTAB', 'unknown', null],
    ['BEGIN{ARGV[1]=".env";ARGC=2}{print}', 'ARGV', 'unknown', null],
    ['BEGIN{f="x"; @f()}', '@f()}', 'unknown', null],
    ['@load "filefuncs"', '@load "filefuncs"', 'unknown', null],
    ['BEGIN{chdir("/")}', 'chdir', 'unknown', null],
    ['{x = /"/; system("id"); y = /"/}', 'system', 'unknown', null],
    ['{if (1) /"/ ; system("id") ; /"/}', 'system', 'unknown', null],
    ['{print 1 /2; system("id")}', 'system', 'unknown', null],
    ['{print "/inet/tcp/0/h/1" |& getline}', '|&', 'unknown', null],
  ])('%j', (program, part, risk, path) => {
    const [finding] = judgeAwk(program)
    expect(program.slice(...(finding?.span ?? [0, 0]))).toBe(part)
    expect(finding?.class).toBe(risk)
    expect(finding?.path?.text ?? null).toBe(path)
  })
})

describe('what readers of awk may read differently is not understood', () => {
  test.each([
    '{print "unterminated}',
    '{print /a',
    '{print "a\nb"}',
    '/a[\\]/"/ {print} /"]/',
    'length / 2',
    '{getline /x/ }',
    '{print `id`}',
    '{print \u00e9}',
    '# c \\\nBEGIN{system("id")}',
    '{x = 1 ++/2/ 3}',
    "{print 'a'}",
  ])('%j', (program) => {
    expect(judgeAwk(program)).not.toEqual([])
  })
})
