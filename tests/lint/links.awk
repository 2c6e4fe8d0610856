# The relative links of Markdown documents, as FILE:LINE:TARGET, and the anchors of their headings, as #FILE#ANCHOR. An anchor is what
# GitHub makes of a heading: small letters, hyphens for spaces, nothing else but letters, digits, hyphens and underscores.
FNR == 1 { code = 0; delete seen; folder = FILENAME; if (!sub(/\/[^\/]*$/, "/", folder)) folder = "" }
/^ *```/ { code = !code }
code { next }
/^#+ / {
  anchor = tolower($0)
  sub(/^#+ +/, "", anchor)
  gsub(/\]\([^)]*\)|[^a-z0-9 _-]/, "", anchor)
  gsub(/ /, "-", anchor)
  number = seen[anchor]++
  print "#" FILENAME "#" anchor (number ? "-" number : "")
}
{
  rest = $0
  gsub(/`[^`]*`/, "", rest)
  while (match(rest, /\]\([^) ]+\)/)) {
    target = substr(rest, RSTART + 2, RLENGTH - 3)
    rest = substr(rest, RSTART + RLENGTH)
    if (target ~ /^[a-z]+:/) continue
    print FILENAME ":" FNR ":" (target ~ /^#/ ? FILENAME target : folder target)
  }
}
