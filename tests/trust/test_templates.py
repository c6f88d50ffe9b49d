"""A mail template of one's own reaches neither files nor secrets, whatever is written in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from notifier.render import Renderer
from tests.notifier.mail_samples import FACTS, a_mail
from workflow.errors import Invalid

REACHING = [
    "{% include '/etc/passwd' %}",
    "{% include '../secret.txt' %}",
    "{% include 'due/../../secret.txt' %}",
    "{% extends '/etc/passwd' %}",
    "{% import '../secret.txt' as x %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.environ }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ ''|attr('__class__') }}",
    "{{ labels.__class__.__init__.__globals__ }}",
    "{{ '{0.__class__}'.format(labels) }}",
    "{{ labels.update({'state': 'x'}) }}",
    "{{ environ }}",
    "{{ settings }}",
    "{% for n in range(1000000000) %}{% endfor %}",
]


@pytest.mark.parametrize("reaching", REACHING)
def test_a_template_that_reaches_out_is_refused(tmp_path: Path, reaching: str):
    folder = tmp_path / "templates"
    (folder / "due").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("hunter2", encoding="utf-8")
    (folder / "due" / "ru.j2").write_text(
        "{% block subject %}x{% endblock %}{% block heading %}x{% endblock %}"
        f"{{% block lead %}}{reaching}{{% endblock %}}{{% block ask %}}{{% endblock %}}",
        encoding="utf-8",
    )

    with pytest.raises(Invalid) as refused:
        Renderer(overrides=folder).render(a_mail("due", languages=("ru",)))
    assert "hunter2" not in refused.value.message
    assert "root:" not in refused.value.message


TYPED = ["{{ 7*7 }}", "{% include '/etc/passwd' %}", "{# x #}", "${7*7}", "<script>x</script>"]


@pytest.mark.parametrize("typed", TYPED)
def test_what_somebody_typed_is_said_and_not_run(typed: str):
    facts = {**FACTS, "titles": {"ru": typed}, "comment": typed}
    rendered = Renderer().render(a_mail("due", languages=("ru",), facts=facts))

    assert typed in rendered.text
    assert "<script>" not in rendered.html
