"""TeX that a student wrote: some macros of MathJax link, style, load files or define macros."""

from __future__ import annotations

import re

MATH = re.compile(r"(?s)\$.*\$|\\[\[(]|\\begin\b")
MACRO = re.compile(r"\\([A-Za-z]+)")
NAMES = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi
    varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi
    Pi Sigma Upsilon Phi Psi Omega
    frac dfrac tfrac cfrac sqrt binom sum prod int iint oint lim limsup liminf max min sup inf arg
    argmax argmin exp log ln lg sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan det dim
    ker gcd deg hom Pr bmod pmod mod operatorname
    times cdot div pm mp ast star circ bullet oplus ominus otimes odot cap cup setminus wedge vee
    land lor neg lnot
    le leq ge geq ne neq approx equiv sim simeq cong propto ll gg prec succ subset supset subseteq
    supseteq in ni notin mid nmid parallel perp vdash models
    to gets leftarrow rightarrow leftrightarrow Leftarrow Rightarrow Leftrightarrow longrightarrow
    longleftarrow Longrightarrow Longleftarrow mapsto longmapsto implies impliedby iff uparrow
    downarrow updownarrow nearrow searrow hookrightarrow xrightarrow xleftarrow
    partial nabla infty forall exists nexists emptyset varnothing Re Im hbar ell aleph prime dagger
    ldots cdots vdots ddots dots dotsc dotsb
    left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr langle rangle lfloor rfloor
    lceil rceil lvert rvert lVert rVert vert Vert lbrace rbrace backslash
    hat bar vec dot ddot tilde widehat widetilde overline underline overbrace underbrace overset
    underset stackrel substack boxed not
    mathbf mathrm mathit mathsf mathtt mathcal mathbb mathfrak boldsymbol bm text textbf textit
    textrm texttt mathop mathbin mathrel rm bf it displaystyle textstyle scriptstyle limits nolimits
    quad qquad hspace space enspace thinspace phantom begin end hline cr newline tag nonumber top
    bot intercal transpose
"""
MACROS = frozenset(NAMES.split())


def is_harmless(shown: str) -> bool:
    """Whether a text has no mathematics, or mathematics of macros that do nothing but draw."""
    return MATH.search(shown) is None or set(MACRO.findall(shown)) <= MACROS
