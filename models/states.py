"""What became of a request, an objection or a look-back: the states rows store, in words."""

from models.words import N_

STATES = {
    "asked": N_("asked"),
    "consented": N_("consented to"),
    "screened": N_("screened"),
    "granted": N_("granted"),
    "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
    "checked": N_("check passed"),
    "returned": N_("check failed, returned"),
    "confirmed": N_("closed after a passed check"),
    "decided": N_("decided"),
    "upheld": N_("upheld"),
    "dismissed": N_("dismissed"),
    "drawn": N_("to be looked at"),
    "held": N_("the result holds"),
    "relapsed": N_("relapsed"),
}
