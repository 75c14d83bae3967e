-- Converts documents for tools/pandoc.py, one after another, until standard input ends.
--
-- request:  "<reader> <writer> <length>\n" and that many bytes of UTF-8
-- answer:   "ok <length>\n" or "error <length>\n" and that many bytes of UTF-8
-- The first answer, given before any request, is pandoc's version.

local function answer(word, bytes)
  io.stdout:write(word, ' ', #bytes, '\n', bytes)
  io.stdout:flush()
end

local writer_options = pandoc.WriterOptions {
  wrap_text = 'wrap-none',
  highlight_method = 'none',
  email_obfuscation = 'none',
  html_math_method = 'plain',
}

-- pandoc's commonmark reader takes raw HTML whatever its extensions say, so it is refused here.
local forbidden = {
  RawInline = function(element) error('raw HTML is not canonical Markdown: ' .. element.text:sub(1, 80), 0) end,
  RawBlock = function(element) error('raw HTML is not canonical Markdown: ' .. element.text:sub(1, 80), 0) end,
  Image = function(element) error('an image is not canonical Markdown: ' .. element.src:sub(1, 80), 0) end,
}

-- tools/pandoc.py reads canonical Markdown so.
local canonical = 'commonmark+footnotes+pipe_tables'

local function convert(reader, writer, text)
  -- The fourth argument is the whole file system that the reader may see: nothing.
  local document = pandoc.read(text, reader, {}, {})
  -- To look through a document takes a third of the time. In CommonMark raw HTML has a "<" (4.6, 6.6), an image "![" (6.4).
  if reader ~= canonical or text:find('<', 1, true) or text:find('![', 1, true) then
    document:walk(forbidden)
  end
  document.meta = {}
  return pandoc.write(document, writer, writer_options)
end

answer('ok', tostring(PANDOC_VERSION))
for line in io.stdin:lines() do
  local reader, writer, length = line:match('^(%S+) (%S+) (%d+)$')
  local text = io.stdin:read(tonumber(length)) or ''
  local done, result = pcall(convert, reader, writer, text)
  if done then
    answer('ok', result)
  else
    local message = tostring(result):gsub('%s*stack traceback:.*', '')  -- it names local paths
    answer('error', message)
  end
end
