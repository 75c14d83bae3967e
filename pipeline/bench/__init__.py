"""The benchmark: what `make bench` runs. Not part of the package that is installed.

Every figure is taken beside its rival in one run, on texts made from a seed. Nothing here judges a figure: the run
ends well whatever it shows. What is refused is a wrong result, for a fast wrong answer is no answer.
"""
