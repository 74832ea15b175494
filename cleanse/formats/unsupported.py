"""Endings of files that are not read, and why; in order of what can be done about it."""

from __future__ import annotations

_PACKED = "7z ace apk br cab deb dmg iso jar lz lz4 lzma rar rpm sit tar tbz tgz txz whl xpi z zip zstd"
_TABLES = """
accdb arff arrow avro db dbf dta duckdb feather h5 hdf5 ipc mdb npy npz numbers ods orc pickle pkl psv
rdata rds sas7bdat sav sqlite sqlite3 wacz wat wet xls xlsb xlsm xlsx
"""
_DOCUMENTS = """
azw azw3 chm djvu doc docm docx dot dotx dvi eml emlx epub fb2 hwp hwpx indd key lit mbox mht mhtml mobi msg odp odt
oxps pages pdf pot potx pps ppsx ppt pptx ps pst rtf sxw tei tex webarchive wpd wps xps
"""
_MEDIA = """
3gp aac ai aif aiff avi avif bmp cr2 cur eot eps flac flv gif heic heif icns ico jfif jp2 jpe jpeg jpg jxl m4a m4v mid
midi mkv mov mp3 mp4 mpeg mpg nef oga ogg ogv opus otf pbm pcx pgm png pnm ppm psd raw svgz swf tga tif tiff ttc ttf
wav webm webp wma wmf wmv woff woff2 xcf
"""
_PROGRAMS = "a bin class dex dll dylib elf exe lib msi o obj pdb pyc pyd pyo so sys wasm"
_CODE = """
ada adb ads applescript as asm astro awk bas bash bat bib bzl c cc cjs clj cljs cls cmake cmd coffee cpp cr cs csh
cshtml csproj css cu cxx d dart dfm diff dockerfile dpr ejs el elm erb erl ex exs f f90 fish for fs fsx ftl gd glsl go
gql gradle graphql groovy h haml handlebars hbs hcl hh hpp hrl hs hta htaccess hxx idl ini ino ipynb j2 java jinja
jinja2 jl js jsm jsx kt kts less liquid lisp lock lua m mak make map mdx mjs mk ml mli mm mo mustache nim nix pas
patch php3 php4 php5 php7 phps phtml pl pm po pp pro ps1 psm1 pug py pyi pyw pyx qml r rake rb rkt robot rs s sass sbt
scala scm scss sed sh sln sol sql sty styl sv svelte swift tcl tf toml ts tsx twig v vb vbs vcxproj vhd vhdl vim vue
wat wsdl xaml xsd xsl xslt yaml yml zig zsh
"""
_DATA = """
ass atom cfg conf config crt csr cue dtd env geojson gpx ics json5 jsonc jsonld kml log m3u m3u8 n3 ndx nfo nt
opml owl pem plist pls properties proto rdf reg rss sgml sitemap srt ssa sub svg topojson torrent ttl url vcf vtt
webmanifest xlf xliff xml xmp
"""

_GROUPS = (
    (_CODE, "it is source code"),
    (_DATA, "it holds data for programs"),
    (_PROGRAMS, "it holds no text"),
    (_MEDIA, "it holds no text"),
    (_DOCUMENTS, "turn it into text or HTML first"),
    (_TABLES, "write its texts to a .jsonl file, one record a line"),
    (_PACKED, "unpack it first"),
)
UNSUPPORTED = {f".{ending}": advice for endings, advice in _GROUPS for ending in endings.split()}
"""What to say of a file that has the ending."""

_PROGRAM_NAMES = """
authors brewfile build changelog codeowners configure copying dockerfile gemfile gnumakefile jenkinsfile justfile
license licence makefile manifest notice pipfile podfile procfile rakefile snakefile vagrantfile version workspace
"""
PROGRAM_NAMES = frozenset(_PROGRAM_NAMES.split())
"""Names without an ending, in lower case, of files that belong to programs."""
