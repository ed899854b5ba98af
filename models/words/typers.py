"""Words that Typer says in our name: marked here, so that the catalogue has them."""

from models.words import N_

TYPERS_OWN = (
    N_("Options"),
    N_("Arguments"),
    N_("Commands"),
    N_("Error"),
    N_("Aborted."),
    N_("Show this message and exit."),
    N_("[required]"),
    N_("[default: {}]"),
    N_("[env var: {}]"),
    N_("required"),
    N_("default: {default}"),
    N_("(dynamic)"),
    N_("Missing command."),
    N_("No such command {name!r}."),
    N_("Try [blue]'{command_path} {help_option}'[/] for help."),
)
