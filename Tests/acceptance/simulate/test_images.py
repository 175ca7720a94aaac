# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Images: valid files of the size that was asked for, and the bytes of the answers."""

import base64
import struct
import urllib.request
import zlib

import openai
import pytest

from support import Connection, form
from support.shapes import stream, white_space


def png(content):
    """The width, the height and the one colour of a PNG file, every part of which is checked."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, place = {}, 8
    while place < len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        data = content[place + 8:place + 8 + length]
        assert struct.unpack_from(">I", content, place + 8 + length)[0] == zlib.crc32(kind + data)
        chunks[kind] = data
        place += 12 + length
    width, height, depth, color = struct.unpack_from(">IIBB", chunks[b"IHDR"])
    assert (depth, color) == (1, 3) and b"IEND" in chunks
    assert zlib.decompress(chunks[b"IDAT"]) == bytes(height * (1 + (width + 7) // 8))
    return width, height, tuple(chunks[b"PLTE"])


def generate(sim, path="generations", **request):
    return sim.ask("POST", f"/v1/images/{path}", {"prompt": "a cat"} | request)


def send(sim, path, *parts):
    return sim.ask("POST", f"/v1/images/{path}", form("b", parts), content_type="multipart/form-data; boundary=b")


@pytest.fixture
def image(sim):
    answer = generate(sim, model="dall-e-2", size="256x256", response_format="b64_json")
    return base64.b64decode(answer.json["data"][0]["b64_json"])


def test_an_image_is_a_small_file_of_the_size_that_was_asked_for(sim):
    client = sim.client()
    images = client.images.generate(prompt="a cat", n=2, size="512x512", response_format="b64_json").data
    first, second = (base64.b64decode(image.b64_json) for image in images)
    assert png(first)[:2] == png(second)[:2] == (512, 512) and png(first)[2] != png(second)[2] and len(first) < 1000
    answer = client.images.generate(model="gpt-image-2", prompt="a cat", size="1536x864", quality="low")
    content = base64.b64decode(answer.data[0].b64_json)
    assert png(content)[:2] == (1536, 864) and png(content)[2] == png(first)[2] and answer.size == "1536x864"


def test_a_url_holds_the_image(sim):
    [image] = sim.client().images.generate(model="dall-e-3", prompt="a cat", size="1792x1024").data
    assert image.revised_prompt == "a cat" and image.url.startswith("data:image/png;base64,")
    with urllib.request.urlopen(image.url) as response:
        assert png(response.read())[:2] == (1792, 1024)


def test_answers_are_laid_out_as_the_service_does(sim, image):
    answer = generate(sim, model="gpt-image-1")
    assert white_space(answer.body) == (2, ": ", False) and answer["content-type"] == "application/json"
    document = answer.json
    assert list(document) == ["created", "background", "data", "output_format", "quality", "size", "usage"]
    assert (document["background"], document["output_format"], document["quality"], document["size"]) == (
        "opaque", "png", "medium", "1024x1024")
    assert document["usage"] == {
        "input_tokens": 8, "input_tokens_details": {"image_tokens": 0, "text_tokens": 8}, "output_tokens": 1056,
        "output_tokens_details": {"image_tokens": 1056, "text_tokens": 0}, "total_tokens": 1064}
    assert list(document["usage"]) == [
        "input_tokens", "input_tokens_details", "output_tokens", "output_tokens_details", "total_tokens"]
    assert list(generate(sim).json) == ["created", "data"] and list(generate(sim).json["data"][0]) == ["url"]
    dall_e = generate(sim, model="dall-e-3")
    assert list(dall_e.json["data"][0]) == ["revised_prompt", "url"]
    assert list(generate(sim, model="dall-e-3", response_format="b64_json").json["data"][0]) == ["b64_json", "revised_prompt"]
    varied = send(sim, "variations", ("image", "a.png", "image/png", image))
    assert white_space(varied.body) == (2, ": ", True) and list(varied.json["data"][0]) == ["url"]


@pytest.mark.parametrize("kind, beginning", [("png", b"\x89PNG"), ("jpeg", b"\xff\xd8\xff"), ("webp", b"RIFF")])
def test_images_come_in_each_format(sim, kind, beginning):
    document = generate(sim, model="gpt-image-1", output_format=kind).json
    assert document["output_format"] == kind
    content = base64.b64decode(document["data"][0]["b64_json"])
    assert content.startswith(beginning) and len(content) < 20_000


def test_a_transparent_background_is_one(sim):
    document = generate(sim, model="gpt-image-1", background="transparent").json
    assert document["background"] == "transparent"
    assert b"tRNS" in base64.b64decode(document["data"][0]["b64_json"])


def test_a_stream_shows_unfinished_images_first(sim):
    answer = generate(sim, model="gpt-image-1", stream=True, partial_images=2)
    line, events = stream(answer.body)
    assert line == "\n" and [name for name, _ in events] == [
        "image_generation.partial_image", "image_generation.partial_image", "image_generation.completed"]
    assert all(name == event["type"] for name, event in events)
    partial, _, done = (event for _, event in events)
    members = ["type", "b64_json", "created_at", "size", "quality", "background", "output_format"]
    assert list(partial) == [*members, "partial_image_index"] and list(done) == [*members, "usage"]
    assert done["usage"]["output_tokens"] == 1056 + 200
    whole = generate(sim, model="gpt-image-1").json["data"][0]["b64_json"]
    assert done["b64_json"] == whole != partial["b64_json"]


def test_images_are_edited(sim, image):
    client = sim.client()
    answer = client.images.edit(image=[("a.png", image), ("b.png", image)], mask=("m.png", image), prompt="a hat", n=2,
                                model="gpt-image-1", size="1024x1536")
    assert len(answer.data) == 2 and answer.usage.input_tokens_details.image_tokens == 2 * 194
    assert png(base64.b64decode(answer.data[0].b64_json))[:2] == (1024, 1536)
    file = sim.file(image, "a.png", "vision")
    references = [{"file_id": file}, {"image_url": "https://example.com/a.png"},
                  {"image_url": "data:image/png;base64," + base64.b64encode(image).decode()}]
    answer = generate(sim, "edits", images=references, stream=True)
    assert [name for name, _ in stream(answer.body)[1]] == ["image_edit.completed"]


@pytest.mark.parametrize("request_, message, param, code", [
    ({"prompt": None}, "Missing required parameter: 'prompt'.", "prompt", "missing_required_parameter"),
    ({"prompt": "x" * 1001}, None, "prompt", "string_above_max_length"),
    ({"size": "1x1"}, "Invalid value: '1x1'. Supported values are: '1024x1024', '256x256', and '512x512'.", "size",
     "invalid_value"),
    ({"model": "dall-e-3", "n": 2}, "Invalid 'n': integer above maximum value. Expected a value <= 1, but got 2 instead.", "n",
     "integer_above_max_value"),
    ({"model": "gpt-image-1", "response_format": "url"}, "Unknown parameter: 'response_format'.", "response_format",
     "unknown_parameter"),
    ({"model": "dall-e-2", "background": "opaque"}, "Unknown parameter: 'background'.", "background", "unknown_parameter"),
    ({"model": "gpt-image-1", "background": "transparent", "output_format": "jpeg"}, None, "background", "invalid_value"),
    ({"model": "gpt-image-2", "size": "1000x1000"}, None, "size", "invalid_value"),
    ({"model": "gpt-image-1", "partial_images": 4}, None, "partial_images", "integer_above_max_value"),
])
def test_a_bad_request_is_refused(sim, request_, message, param, code):
    answer = generate(sim, **request_)
    assert answer.status == 400 and white_space(answer.body) == (2, ": ", False)
    assert answer.error == {"message": message or answer.error["message"], "type": "invalid_request_error", "param": param,
                            "code": code}


def test_a_bad_image_is_refused(sim, image):
    reference = {"image_url": "data:image/png;base64,AAAA"}
    error = generate(sim, "edits", images=[reference]).error
    assert error == {"message": "Invalid image data.", "type": "image_generation_user_error",
                     "param": "images[0].image_url", "code": "invalid_image_file"}
    assert generate(sim, "edits", images=[{"file_id": "file-none"}]).status == 404
    assert send(sim, "edits", ("prompt", None, None, b"x")).error["message"] == "Missing required parameter: 'image'."
    assert send(sim, "edits", ("prompt", None, None, b"x"), ("image", "a.png", None, b"text")).error["param"] == "image"
    error = send(sim, "variations", ("image", "a.jpg", None, b"text")).error
    assert error["message"] == "Uploaded image must be a PNG and less than 4 MB."


def test_the_sdk_raises_its_errors(sim):
    with pytest.raises(openai.BadRequestError) as raised:
        sim.client().images.generate(prompt="a cat", model="dall-e-9")
    assert (raised.value.param, raised.value.code) == ("model", "invalid_value")


def test_a_recorded_image_replays_to_the_byte(simulators, record, replay):
    body = {"model": "gpt-image-1", "prompt": "a cat", "stream": True, "partial_images": 1}
    with record(upstream=simulators().base) as recorder, Connection(recorder.port) as connection:
        live = connection.request("POST", "/v1/images/generations", body)
    with replay() as player, Connection(player.port) as connection:
        again = connection.request("POST", "/v1/images/generations", body)
    assert live.status == 200 and (again.status, again.body) == (200, live.body)
