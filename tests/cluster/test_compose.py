"""compose.yaml keeps to the Compose specification and starts what the documentation says; Docker itself is not run."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from search.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def compose() -> Any:
    """The file as values, its anchors put in."""
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def test_compose_file_fits_the_schema_of_the_specification(compose: Any) -> None:
    schema = json.loads((Path(__file__).parent / "compose-spec.json").read_text(encoding="utf-8"))
    schema.pop("$schema")
    assert [error.message for error in Draft7Validator(schema).iter_errors(compose)] == []


def test_schema_refuses_what_is_no_compose_file(compose: Any) -> None:
    schema = json.loads((Path(__file__).parent / "compose-spec.json").read_text(encoding="utf-8"))
    schema.pop("$schema")
    assert list(Draft7Validator(schema).iter_errors(compose | {"servces": {}}))


def test_three_nodes_know_one_another_and_the_web_service_knows_them(compose: Any) -> None:
    nodes = [name for name in compose["services"] if name != "web"]
    assert len(nodes) == 3
    for name in nodes:
        environment = compose["services"][name]["environment"]
        assert environment["node.name"] == name
        assert environment["discovery.seed_hosts"].split(",") == nodes
    addresses = compose["services"]["web"]["environment"]["TELUSUR_ADDRESSES"].split(",")
    assert addresses == [f"https://{name}:9200" for name in nodes]
    assert set(compose["services"]["web"]["depends_on"]) == set(nodes)


def test_every_variable_of_the_web_service_is_a_setting(compose: Any) -> None:
    names = {f"TELUSUR_{field.upper()}" for field in Settings.__dataclass_fields__}
    assert set(compose["services"]["web"]["environment"]) <= names


def test_every_volume_and_network_is_declared_and_no_port_is_open_to_the_world(compose: Any) -> None:
    for service in compose["services"].values():
        assert {volume.split(":")[0] for volume in service.get("volumes", ())} <= set(compose["volumes"])
        assert set(service["networks"]) <= set(compose["networks"])
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


def test_no_password_stands_in_the_file(compose: Any) -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert text.count("${OPENSEARCH_PASSWORD:?") == 2
