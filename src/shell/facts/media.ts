import type { Family, Program } from './program.ts'

const converts: Program = {
  risk: 'unknown',
  why: 'writes files, and its options can do more',
  style: 'none',
  operands: { rest: 'text' },
}

/** Pictures, sound, video and documents. */
export const media: Family = {
  'ffmpeg avconv mencoder sox convert magick mogrify composite montage gs pandoc latex pdflatex xelatex lualatex latexmk tectonic typst asciidoctor wkhtmltopdf chromium google-chrome firefox inkscape gimp blender libreoffice soffice dot rsvg-convert optipng pngquant cwebp potrace exiftool qpdf pdftk pdftoppm pdfimages mutool img2pdf tesseract mermaid mmdc plantuml d2 vhs asciinema ttyrec':
    {
      ...converts,
      info: '--version -version -V -v --help -h -codecs -formats -encoders -decoders -filters -hwaccels',
    },
  ffprobe: {
    risk: 'unknown',
    why: 'opens whatever its operand names, also on the network',
    style: 'none',
    operands: { rest: 'text' },
    info: '-version --help -h',
  },
  identify: { ...converts, why: 'runs delegates to read pictures' },
  pdftotext: {
    risk: 'reversible',
    why: 'writes the text of a document',
    style: 'long',
    flags: '-layout -simple -table -raw -nopgbrk -bbox -htmlmeta -q',
    values: '-f -l -r -x -y -W -H -enc -eol -opw -upw -nodiag',
    operands: { first: ['read', 'write'] },
  },
  pdfinfo: {
    risk: 'read',
    style: 'long',
    flags: '-meta -custom -js -struct -struct-text -url -isodates -rawdates -dests -box',
    values: '-f -l -enc -opw -upw',
    operands: { first: ['read'] },
  },
  mediainfo: {
    risk: 'read',
    style: 'long',
    flags: '-f --Full',
    optional: '--Output',
    operands: { rest: 'source' },
  },
}
