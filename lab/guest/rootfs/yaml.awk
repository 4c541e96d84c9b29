# Reads the YAML that cloud-init files are written in and prints one "path<TAB>value" line per scalar.
# A path joins keys and list positions with dots. In a value, backslash, newline and tab are written \\, \n and \t,
# so that a shell can read line by line and undo it with printf %b.
# Understood: block and flow collections (flow ones over several lines too, hence JSON), quotes, | and > blocks, comments.
# Not understood: anchors, tags, complex keys, tabs as indentation.

{ sub(/\r$/, ""); line[++count] = $0 }

END { at = 1; if (skip()) node(indent(line[at]), "") }

function skip() {
    while (at <= count && line[at] ~ /^[ ]*(#.*)?$|^---|^%/) at++
    return at <= count && line[at] !~ /^\.\.\./
}

function indent(text) { match(text, /^ */); return RLENGTH }
function trim(text) { gsub(/^[ \t]+|[ \t]+$/, "", text); return text }
function join(path, key) { return path == "" ? key : path "." key }

function emit(path, text) {
    gsub(/\\/, "\\\\", text); gsub(/\n/, "\\n", text); gsub(/\t/, "\\t", text)
    printf "%s\t%s\n", path, text
}

# The length of a leading "key:", zero when the text is no mapping entry.
function key_length(text) {
    if (match(text, /^"[^"]*"[ ]*:([ ]|$)/) || match(text, /^'[^']*'[ ]*:([ ]|$)/)) return RLENGTH
    if (match(text, /^[^][{}"'#&*!|>%@, -][^:#]*:([ ]|$)/) || match(text, /^-[^ :#][^:#]*:([ ]|$)/)) return RLENGTH
    return 0
}

function node(depth, path,    text) {
    text = trim(line[at])
    if (text ~ /^-([ ]|$)/) sequence(depth, path)
    else if (key_length(text)) mapping(depth, path)
    else { at++; value(text, depth - 1, path) }
}

function mapping(depth, path,    text, size, key) {
    while (skip() && indent(line[at]) == depth) {
        text = substr(line[at], depth + 1)
        if (!(size = key_length(text))) return
        key = substr(text, 1, size); sub(/[ ]*:[ ]*$/, "", key)
        at++
        value(trim(substr(text, size + 1)), depth, join(path, plain(key)), 1)
    }
}

function sequence(depth, path,    text, position, gap) {
    for (position = 0; skip() && indent(line[at]) == depth; position++) {
        text = substr(line[at], depth + 1)
        if (text !~ /^-([ ]|$)/) return
        sub(/^-/, " ", text); gap = indent(text); text = substr(text, gap + 1)
        if (key_length(text) || text ~ /^-([ ]|$)/) { # "- key: value" opens a block where the key stands
            line[at] = spaces(depth + gap) text
            node(depth + gap, join(path, position))
        } else { at++; value(trim(text), depth, join(path, position)) }
    }
}

function spaces(wide) { return sprintf("%" wide "s", "") }

# What follows "key:" or "-". A mapping's list may stand at the mapping's own indent, hence `in_mapping`.
function value(text, depth, path, in_mapping) {
    if (text ~ /^[|>][-+0-9]*[ ]*(#.*)?$/) { literal(text, depth, path); return }
    if (text == "" || text ~ /^#/) {
        if (!skip()) return
        if (indent(line[at]) > depth) node(indent(line[at]), path)
        else if (in_mapping && indent(line[at]) == depth && line[at] ~ /^ *-([ ]|$)/) sequence(depth, path)
        return
    }
    if (text ~ /^[[{]/) {
        while (unfinished(text) && at <= count) text = text " " trim(line[at++])
        flow_text = text; flow_at = 1
        flow(path)
        return
    }
    if (text !~ /^["']/)
        while (at <= count && line[at] ~ /[^ ]/ && indent(line[at]) > depth) text = text " " trim(line[at++])
    emit(path, plain(text))
}

function literal(header, depth, path,    text, inner, own, folded, keep) {
    folded = header ~ /^>/; keep = header ~ /^.-/ ? 0 : 1; inner = -1
    for (; at <= count; at++) {
        own = indent(line[at])
        if (line[at] ~ /^ *$/) { text = text "\n"; continue }
        if (inner < 0) inner = own
        if (own <= depth || own < inner) break
        if (folded && text ~ /[^\n]\n$/) sub(/\n$/, " ", text)
        text = text substr(line[at], inner + 1) "\n"
    }
    sub(/\n+$/, "", text)
    emit(path, text (keep ? "\n" : ""))
}

# A scalar without its quotes or trailing comment.
function plain(text,    out, i, c) {
    text = trim(text)
    if (text ~ /^'/) {
        match(text, /^'([^']|'')*'/); text = substr(text, 2, RLENGTH - 2); gsub(/''/, "'", text)
        return text
    }
    if (text !~ /^"/) { sub(/[ \t]+#.*$/, "", text); return text == "~" || text == "null" ? "" : text }
    for (i = 2; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "\"") break
        if (c != "\\") { out = out c; continue }
        c = substr(text, ++i, 1)
        out = out (c == "n" ? "\n" : c == "t" ? "\t" : c)
    }
    return out
}

# Whether brackets are still open, quotes aside.
function unfinished(text,    i, c, quote, open) {
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (quote != "") { if (c == "\\" && quote == "\"") i++; else if (c == quote) quote = "" }
        else if (c == "\"" || c == "'") quote = c
        else if (c ~ /[[{]/) open++
        else if (c == "]" || c == "}") open--
    }
    return open > 0
}

function flow(path,    c, position, key) {
    c = substr(flow_text, flow_at, 1)
    if (c == "[") {
        flow_at++
        for (position = 0; flow_more("]"); position++) flow(join(path, position))
    } else if (c == "{") {
        flow_at++
        while (flow_more("}")) {
            key = plain(flow_token(":")); flow_at++; flow_space()
            flow(join(path, key))
        }
    } else emit(path, plain(flow_token("")))
}

function flow_space() { while (substr(flow_text, flow_at, 1) == " ") flow_at++ }

# Steps over spaces and commas; false (and past the bracket) at the end of the collection.
function flow_more(close_with,    c) {
    while ((c = substr(flow_text, flow_at, 1)) == " " || c == ",") flow_at++
    if (c != close_with && c != "") return 1
    flow_at++
    return 0
}

function flow_token(stop,    c, quote, from) {
    flow_space(); from = flow_at
    for (; flow_at <= length(flow_text); flow_at++) {
        c = substr(flow_text, flow_at, 1)
        if (quote != "") { if (c == "\\" && quote == "\"") flow_at++; else if (c == quote) quote = "" }
        else if ((c == "\"" || c == "'") && flow_at == from) quote = c
        else if (c == "," || c == "]" || c == "}" || (stop != "" && c == stop)) break
    }
    return substr(flow_text, from, flow_at - from)
}
