"""The second engine of the PDF edition: the document as code of Typst, a typesetting language that compiles fast.

``edition`` joins the parts: ``blocks`` turns the tree into code, ``words`` the text of a line, ``literals`` a text into a
literal; ``assets/pdf/book.typ`` says how all looks; ``tools.typst`` compiles, and ``tools.typst_tags`` names the elements
that Typst has no words for. A text is never code: it can only come in through ``literals.string``.
"""
